"""Tables of channels, gathered for Django from the abilities that own them."""

from heartline.channels.health.models import ProviderHealth
from heartline.channels.pacing.models import PaceState, PaceTurn
from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.webpush.models import PushDevice

__all__ = ["PaceState", "PaceTurn", "ProviderHealth", "PushDevice", "SimulatedMessage", "SimulatedPhone"]
