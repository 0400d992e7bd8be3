"""The review pack: frozen figures of a period in a fixed order, as PDF, as PPTX with native charts, and on a wall."""
