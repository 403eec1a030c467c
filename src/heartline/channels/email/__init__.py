"""E-mail: any message that the world sends, read into a `Letter`, and an answer written as bytes that arrive.

`reading` never raises: it yields text, or a note in plain words about what could not be read. `kinds` says what a
letter is (a person, a machine, a bounce, a loop), `threading` which thread it belongs to, `writing` sends one out.
"""
