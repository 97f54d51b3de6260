"""A short film: what two screens show at the same time, as one animated picture."""

import asyncio
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Final, Literal

from PIL import Image, ImageDraw
from playwright.async_api import Locator, Page

Point = tuple[float, float]

_LAST_MILLISECONDS: Final = 4000
# What really takes longer or shorter is hard to follow.
_SHORTEST, _LONGEST = 120, 1500
_GAP: Final = 16
_RING: Final = 22


class Film:
    """Frames of two screens, side by side."""

    def __init__(self, left: Page, right: Locator, scale: int) -> None:
        """Initialize.

        Args:
            left: a page that fills its window.
            right: a part of another page, on the background of the left one.
            scale: how many pixels of a picture make one of the page.
        """
        self._left = left
        self._right = right
        self._scale = scale
        self._frames: list[tuple[float, Image.Image]] = []

    async def frame(self, *, tapped: Point | None = None, still: bool = False) -> None:
        """Take a frame.

        Args:
            tapped: where a finger touches the left screen.
            still: whether nothing is to be seen halfway through an animation.
        """
        animations: Literal["allow", "disabled"] = "disabled" if still else "allow"
        at = monotonic()
        left, right = (
            Image.open(BytesIO(data)).convert("RGBA")
            for data in await asyncio.gather(
                self._left.screenshot(animations=animations),
                self._right.screenshot(animations=animations, omit_background=True),
            )
        )
        if tapped is not None:
            self._ring(left, tapped)
        self._frames.append((at, self._side_by_side(left, right)))

    async def hold(self, milliseconds: int) -> None:
        """Leave the last frame on the screen for a while."""
        await asyncio.sleep(milliseconds / 1000)

    def save(self, path: Path) -> None:
        """Save it as an animated PNG that starts again after its last frame.

        What shows no animations shows how it ends.
        """
        # A frame that shows nothing new prolongs the one before it.
        frames = self._frames[:1] + [
            after
            for before, after in pairwise(self._frames)
            if after[1].tobytes() != before[1].tobytes()
        ]
        seconds = [after - before for (before, _), (after, _) in pairwise(frames)]
        durations = [
            min(max(round(1000 * each), _SHORTEST), _LONGEST) for each in seconds
        ]
        pictures = [picture for _, picture in frames]
        pictures[-1].save(
            path,
            save_all=True,
            default_image=True,
            append_images=pictures,
            duration=[*durations, _LAST_MILLISECONDS],
            loop=0,
            optimize=True,
        )

    def _ring(self, picture: Image.Image, at: Point) -> None:
        """Draw where a finger taps."""
        x, y, radius = (self._scale * each for each in (*at, _RING))
        layer = Image.new("RGBA", picture.size)
        ImageDraw.Draw(layer).ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            fill=(0, 120, 160, 70),
            outline=(0, 120, 160, 220),
            width=2 * self._scale,
        )
        picture.alpha_composite(layer)

    def _side_by_side(self, left: Image.Image, right: Image.Image) -> Image.Image:
        """Put two pictures next to each other."""
        gap = _GAP * self._scale
        whole = Image.new(
            "RGBA",
            (
                left.width + right.width + 2 * gap,
                max(left.height, right.height + 2 * gap),
            ),
            left.getpixel((left.width - 1, left.height - 1)),
        )
        whole.alpha_composite(left)
        whole.alpha_composite(
            right, (left.width + gap, (whole.height - right.height) // 2)
        )
        return whole.convert("RGB")
