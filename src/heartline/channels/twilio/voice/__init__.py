"""Phone calls as TwiML: a menu that is spoken, a line that tells how long, a call back instead of waiting, a voicemail."""
