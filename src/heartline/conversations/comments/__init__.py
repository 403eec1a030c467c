"""What is said of us in public: answered once, by a fixed sentence that confirms nothing; the talk goes on in private."""
