"""What was said in another language, as a machine translates it: always marked as such, and read by a person before it is sent."""
