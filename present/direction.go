package present

// Direction is which movement of a value is welcome.
type Direction string

// The directions.
const (
	More    Direction = "more"
	Less    Direction = "less"
	Neither Direction = "neither" // its movements are neither good nor bad
)

// Tone is whether a movement is welcome; the page and the terminal colour it.
type Tone string

// The tones.
const (
	Better Tone = "better"
	Worse  Tone = "worse"
	Same   Tone = "same" // it didn't move, or that is neither good nor bad
)

// Tone returns whether a movement by delta is welcome; nil is none.
func (d Direction) Tone(delta *float64) Tone {
	switch {
	case delta == nil || *delta == 0 || d == Neither:
		return Same
	case (*delta > 0) == (d == Less):
		return Worse
	}
	return Better
}
