"""H.E.A.R.T. beside the answer to somebody upset: which of its five steps a draft takes, and how hard it reads."""
