"""From settings to a run on disk: plan, tasks, judging, store. The only place where the parts meet."""
