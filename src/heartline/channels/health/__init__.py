"""How each provider is: when it last took a message, why it last did not, and how many went through today."""
