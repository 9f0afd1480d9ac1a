// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

func main() {
	parent, cancel := context.WithCancel(context.Background())
	defer cancel()
	one, cancelOne := context.WithCancel(parent)
	two, cancelTwo := context.WithCancel(parent)
	defer cancelTwo()
	cancelOne()
	fmt.Println("one:", one.Err())
	fmt.Println("two:", two.Err())
	fmt.Println("parent:", parent.Err())
}
