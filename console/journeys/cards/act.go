package cards

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"regulars/config/journey"
	"regulars/console/form"
)

// What is asked for of a step, or of a way of it, by their numbers: such as up:2 or no-way:2:1.
const (
	doAdd     = "add"
	doUp      = "up"
	doDown    = "down"
	doDrop    = "drop"
	doAddWay  = "way"
	doDropWay = "no-way"
	doAddPart = "part"
	doNoPart  = "no-part"
)

func asked(do string, at ...int) string {
	for _, i := range at {
		do += ":" + strconv.Itoa(i)
	}
	return do
}

// act does what is asked for with the fields, and with the steps that they are laid over. What it
// doesn't know it leaves alone. It returns the step at which somebody is after it; -1: at none.
func act(do string, fields url.Values, steps []journey.Step) (url.Values, []journey.Step, int) {
	parts := strings.Split(do, ":")
	rows := form.Rows("steps", fields)
	if do == doAdd && len(rows) < mostSteps {
		return add(fields, len(rows)), steps, len(rows)
	}
	at := make([]int, 2)
	for k, part := range parts[1:min(len(parts), 3)] {
		n, err := strconv.Atoi(part)
		if err != nil {
			return fields, steps, -1
		}
		at[k] = n
	}
	i := at[0]
	if len(parts) < 2 || i < 0 || i >= len(rows) {
		return fields, steps, -1
	}
	step := form.Item("steps", i)
	switch parts[0] {
	case doUp, doDown, doDrop:
		return move(parts[0], i, fields, steps, len(rows))
	case doAddWay:
		way := form.Item(form.Join(step, "ways"), len(form.Rows(form.Join(step, "ways"), fields)))
		fields.Set(way+".then", journey.End)
	case doAddPart:
		part := form.Item(form.Join(step, "split"), len(form.Rows(form.Join(step, "split"), fields)))
		fields.Set(part+".weight", "1")
		fields.Set(part+".then", journey.End)
	case doDropWay:
		fields = without(form.Join(step, "ways"), at[1], fields)
	case doNoPart:
		fields = without(form.Join(step, "split"), at[1], fields)
	default:
		return fields, steps, -1
	}
	return fields, steps, i
}

// add puts a step below the others.
func add(fields url.Values, i int) url.Values {
	taken := func(name string) bool {
		return slices.ContainsFunc(form.Rows("steps", fields), func(k int) bool { return fields.Get(form.Item("steps", k)+".name") == name })
	}
	name := fmt.Sprintf("step-%d", i+1)
	for n := i + 2; taken(name); n++ {
		name = fmt.Sprintf("step-%d", n)
	}
	step := form.Item("steps", i)
	fields.Set(step+".name", name)
	fields.Set(step+".after", "1d")
	fields.Set(step+partWait, waitAfter)
	fields.Set(step+partDoes, doesSend)
	return fields
}

// move moves a step or leaves it out, and what it was along with it.
func move(do string, i int, fields url.Values, steps []journey.Step, count int) (url.Values, []journey.Step, int) {
	order, to := make([]int, count), i
	for k := range order {
		order[k] = k
	}
	switch {
	case do == doDrop:
		order, to = slices.Delete(order, i, i+1), min(i, count-2)
	case do == doUp && i > 0:
		order[i], order[i-1], to = order[i-1], order[i], i-1
	case do == doDown && i < count-1:
		order[i], order[i+1], to = order[i+1], order[i], i+1
	}
	var moved []journey.Step
	for _, k := range order {
		if k < len(steps) {
			moved = append(moved, steps[k])
			continue
		}
		moved = append(moved, journey.Step{})
	}
	return form.Arrange("steps", order, fields), moved, to
}

func without(path string, i int, fields url.Values) url.Values {
	return form.Arrange(path, slices.DeleteFunc(form.Rows(path, fields), func(k int) bool { return k == i }), fields)
}
