"""What officers can do about duty. Each change has one home here; screens call these functions and nothing else."""

from tripoint.capabilities.border.actions.hand_over import accept, hand_over
from tripoint.capabilities.border.actions.hotline import log_call, publish
from tripoint.capabilities.border.actions.roster import cancel, roster

__all__ = ["accept", "cancel", "hand_over", "log_call", "publish", "roster"]
