"""Where staff answer: queues with their times, who may see what, the lists, and the pages' reads."""
