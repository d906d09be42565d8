//! The Graph emulator. It imports nothing of the other rooms, so that it cannot share their mistakes.
