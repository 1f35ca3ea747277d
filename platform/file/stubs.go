package file

func openSheet(*source, *dialect) (reader, error)        { return nil, ErrForeign }
func openParquet(*source, *dialect) (reader, error)      { return nil, ErrForeign }
func openJSON(*source, *dialect, []byte) (reader, error) { return nil, ErrForeign }
