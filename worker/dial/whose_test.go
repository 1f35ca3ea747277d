package dial_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/mocks"
	"google.golang.org/protobuf/types/known/timestamppb"

	"regulars/schema/schematest"
	"regulars/schema/view"
	"regulars/worker/dial"
)

// A worker that serves none of the brands is named with its config and its server; one that
// has ended, one of an earlier release, and one that serves one of them are no reason.
func TestAWorkerOfAnotherConfigIsRefused(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	var pollers []*taskqueue.PollerInfo
	c := &mocks.Client{}
	identity, file := "new", "/new.yaml"
	check := func(brands ...string) error {
		c.ExpectedCalls = nil
		c.On("DescribeTaskQueue", mock.Anything, "nights", mock.Anything).Return(&workflowservice.DescribeTaskQueueResponse{Pollers: pollers}, nil)
		return dial.CheckServed(ctx, c, db, "nights", "127.0.0.1:1 (from TEMPORAL_ADDRESS)", view.Worker{Identity: identity, Config: file, Brands: brands})
	}
	poll := func(identity string, ago time.Duration) {
		pollers = append(pollers, &taskqueue.PollerInfo{Identity: identity, LastAccessTime: timestamppb.New(time.Now().Add(-ago))})
	}
	serve := func(identity string, brands ...string) {
		require.NoError(t, view.PutWorker(ctx, db, view.Worker{Identity: identity, Config: "/" + identity + ".yaml", At: time.Now(), Brands: brands}))
	}
	serve("gone", "wine")
	serve("earlier")
	serve("tea", "tea", "coffee")
	require.NoError(t, check("tea"), "nobody polls")
	poll("gone", time.Hour)
	poll("earlier", 0)
	poll("tea", time.Second)
	require.NoError(t, check("tea"))
	require.NoError(t, check("wine", "coffee"), "a brand was added or taken out")
	var other *dial.OtherConfigError
	err := check("wine")
	require.ErrorAs(t, err, &other)
	require.Equal(t, "tea", other.Worker.Identity)
	require.ErrorContains(t, err, "the worker tea on task queue nights of 127.0.0.1:1 (from TEMPORAL_ADDRESS) serves another config, /tea.yaml (brands tea, coffee), and not wine")
	c.AssertNumberOfCalls(t, "DescribeTaskQueue", 4)
	identity = "tea"
	require.NoError(t, check("wine"), "a worker whose own file names another brand now")
	identity, file = "new", "/tea.yaml"
	require.NoError(t, check("wine"), "a worker that has just ended read the same file")
}
