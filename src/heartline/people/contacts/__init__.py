"""How people are reached: phone, text and e-mail, and which of them to prefer or never to use."""
