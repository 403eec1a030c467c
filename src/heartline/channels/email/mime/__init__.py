"""The format of messages (RFC 5322, RFC 2045 to 2049), read with a bound on work and memory, whatever stands in them.

The standard library's parser is exact and kind to odd messages, but nests generators as deeply as a message nests its
parts and asks each of them about each line: some megabytes of nested boundaries keep it busy for hours. Here parts are
found by searching the bytes in place, to a depth and a number that have an end.
"""
