"""Parents, guardians and carers: who may act for whom, how far, until when."""
