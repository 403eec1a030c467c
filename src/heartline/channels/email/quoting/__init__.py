"""What somebody newly wrote in a letter, apart from what their mail program repeated and signed for them."""
