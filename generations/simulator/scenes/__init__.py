"""The scenes of the simulator: pictures drawn with Pillow, no model involved."""
