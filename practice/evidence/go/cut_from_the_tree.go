// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

type key struct{}

func main() {
	request, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "request-7"))
	value := context.WithValue(request, key{}, "inner")
	child, cancelChild := context.WithCancel(value)
	defer cancelChild()
	fresh, cancelFresh := context.WithCancel(context.Background())
	defer cancelFresh()
	cancel()
	fmt.Println("value in between:", child.Err())
	fmt.Println("made from Background:", fresh.Err(), fresh.Value(key{}))
	late, cancelLate := context.WithCancel(request)
	defer cancelLate()
	fmt.Println("made after the cancel:", late.Err())
}
