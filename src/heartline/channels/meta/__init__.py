"""Meta: Messenger, Instagram and WhatsApp's Cloud API, and what is said on our pages in public. Translates only."""
