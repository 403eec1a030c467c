"""How words reach and leave the desk: one folder a provider, each translating only.

A provider's folder holds what arrives at its door made into a value, and an answer made into what that door can
carry; it knows no patient, keeps no thread and decides nothing. Deleting the folder deletes the provider.
"""
