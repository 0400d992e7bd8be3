"""What the pages of the scorecards read. Each starts at what the actor may see; few queries a page."""
