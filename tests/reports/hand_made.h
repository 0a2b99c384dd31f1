// Results made by hand, with one of everything that a report must tell.
#pragma once

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports::tests {

/// One scenario of two axes: as expected, a violation as expected, an unexpected one, and an
/// expected one that was not met. Two saved schedules: one as recorded, one diverged.
scenarios::CampaignResult hand_made_result();

/// The first cell only, which is healthy.
scenarios::CampaignResult healthy_result();

/// The healthy cell, proved; an expected violation that only a proof shows; a schedule that
/// contradicts a proof; and a cell that could not be proved.
scenarios::CampaignResult proved_result();

/// Names with everything in them that must not reach a terminal or an XML file as it is.
scenarios::CampaignResult hostile_result();

scenarios::Versions hand_made_versions();

}  // namespace stalemate::reports::tests
