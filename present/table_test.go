package present

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTableColumns(t *testing.T) {
	for align, want := range map[string]struct {
		texts  int
		rights []int
	}{
		"llr": {2, []int{3}}, "rlr": {0, []int{1, 3}}, "ll": {2, nil}, "": {0, nil},
	} {
		assert.Equal(t, want.texts, Table{Align: align}.Texts(), align)
		assert.Equal(t, want.rights, Table{Align: align}.Rights(), align)
	}
}
