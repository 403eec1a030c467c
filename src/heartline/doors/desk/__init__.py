"""The staff's shell: navigation, quick find, shortcuts. Pages live with their domains."""
