// Package rollout is what Temporal knows of the versions of this program's workers, where they
// have versions (worker.versioning): which is current, which gets a share of what
// begins, and which still has something open. New workers get nothing until their
// version is made current or ramped.
package rollout
