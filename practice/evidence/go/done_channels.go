// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
)

func main() {
	parent, cancel := context.WithCancel(context.Background())
	child, cancelChild := context.WithCancel(parent)
	defer cancelChild()
	fmt.Println("one channel for both:", parent.Done() == child.Done())
	cancel()
	<-child.Done()
	fmt.Println("the child ended with its parent:", child.Err())
}
