package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

// State is what a version is for.
type State string

// The states of a version.
const (
	Current  State = "current"  // gets what begins
	Ramping  State = "ramping"  // gets a share of it
	Draining State = "draining" // gets nothing new, and ends what is open
	Drained  State = "drained"  // nothing of it is open: its workers can end
	Inactive State = "inactive" // was never current
)

// Version is one of a deployment.
type Version struct {
	Build string
	State State
	Share float32 // per cent that a ramping one gets
	Since time.Time
	Open  int64 // workflows that run on it
}

// ErrUnknown says that no worker of a deployment has polled yet.
var ErrUnknown = errors.New("temporal knows no worker of the deployment")

// Versions are those of a deployment, the newest first.
func Versions(ctx context.Context, c client.Client, deployment string) ([]Version, error) {
	answer, err := c.WorkerDeploymentClient().GetHandle(deployment).Describe(ctx, client.WorkerDeploymentDescribeOptions{})
	if err != nil {
		return nil, failed(deployment, err)
	}
	routing := answer.Info.RoutingConfig
	var all []Version
	for _, summary := range answer.Info.VersionSummaries {
		v := Version{Build: summary.Version.BuildID, State: Inactive, Since: summary.CreateTime}
		switch {
		case routing.CurrentVersion != nil && routing.CurrentVersion.BuildID == v.Build:
			v.State = Current
		case routing.RampingVersion != nil && routing.RampingVersion.BuildID == v.Build:
			v.State, v.Share = Ramping, routing.RampingVersionPercentage
		case summary.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDraining:
			v.State = Draining
		case summary.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDrained:
			v.State = Drained
		}
		if v.Open, err = open(ctx, c, deployment, v.Build); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	slices.SortStableFunc(all, func(a, b Version) int { return b.Since.Compare(a.Since) })
	return all, nil
}

// open counts the workflows that run on a version, in Temporal's visibility, which may lag
// behind by a moment.
func open(ctx context.Context, c client.Client, deployment, build string) (int64, error) {
	answer, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Query: fmt.Sprintf("TemporalWorkerDeploymentVersion = '%s:%s' AND ExecutionStatus = 'Running'", deployment, build),
	})
	if err != nil {
		return 0, fmt.Errorf("count the open workflows of version %s of %s: %w", build, deployment, err)
	}
	return answer.GetCount(), nil
}

// MakeCurrent gives a version everything that begins from now on. Its workers must poll.
func MakeCurrent(ctx context.Context, c client.Client, deployment, build, by string) error {
	_, err := c.WorkerDeploymentClient().GetHandle(deployment).SetCurrentVersion(ctx, client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build, Identity: by})
	return failed(deployment, err)
}

// Ramp gives a version so many per cent of what begins; 0 gives it nothing again.
func Ramp(ctx context.Context, c client.Client, deployment, build string, percent float32, by string) error {
	if percent == 0 {
		build = ""
	}
	_, err := c.WorkerDeploymentClient().GetHandle(deployment).SetRampingVersion(ctx, client.WorkerDeploymentSetRampingVersionOptions{BuildID: build, Percentage: percent, Identity: by})
	return failed(deployment, err)
}

func failed(deployment string, err error) error {
	var absent *serviceerror.NotFound
	switch {
	case err == nil:
		return nil
	case errors.As(err, &absent):
		return fmt.Errorf("%w %s: start one with worker.versioning (%s)", ErrUnknown, deployment, absent.Message)
	}
	return fmt.Errorf("ask Temporal about the deployment %s: %w", deployment, err)
}
