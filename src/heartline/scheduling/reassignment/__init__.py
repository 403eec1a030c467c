"""When a clinician cannot come: their time blocked, a proposal for every patient concerned, all moved in one step, each told."""
