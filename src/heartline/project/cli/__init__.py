"""The verbs of ./heartline, one module each. A module's name ends in _ because `import` is Python's word."""
