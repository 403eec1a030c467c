"""The patients' shell: navigation, sign-in surroundings, installable app. Pages live with their domains."""
