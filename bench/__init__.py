"""What is measured. Two kinds of modules:

Hot actions have `SUBJECTS`, functions that measure one action in a world of a given size (bench/_world.py); the command
runs them in a world of a tenth and again in the whole, so that the growth shows. Others judge a file or simulate:
they have `run(arguments) -> exit status`, and `NEEDS_CLINIC = True` if they read the installation's own data.
"""
