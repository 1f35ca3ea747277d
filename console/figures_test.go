package console

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"regulars/present"
)

// Every figure at the top has a name.
func TestFiguresHaveNames(t *testing.T) {
	for _, f := range figures {
		assert.NotEqual(t, f.metric, present.English.Metric(f.metric))
		assert.NotEqual(t, f.metric, present.Chinese.Metric(f.metric))
	}
}
