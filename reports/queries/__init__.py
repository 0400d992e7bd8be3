"""What the pages that show several rooms read, by page. Each starts at what the actor may see; few queries a page."""
