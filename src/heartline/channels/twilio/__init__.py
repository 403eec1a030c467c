"""Twilio: text messages, WhatsApp and calls. Translates its form fields and TwiML; decides nothing."""
