"""Files that come and go with what is said: judged by their bytes, pictures drawn anew, seen by who sees the message."""
