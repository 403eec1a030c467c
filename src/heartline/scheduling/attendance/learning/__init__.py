"""Learning from past visits: pure numbers, the same code for a file (bench no-show) and for the running clinic."""
