// Minimum: Go 1.19
package main

import "fmt"

func main() {
	exit, cancelled := make(chan struct{}), make(chan struct{})
	close(exit)
	close(cancelled)
	exits, cancels := 0, 0
	for i := 0; i < 10000; i++ {
		select {
		case <-exit:
			exits++
		case <-cancelled:
			cancels++
		}
	}
	fmt.Println("10000 times both were ready")
	fmt.Println("the exit was taken, more than 1000 times:", exits > 1000)
	fmt.Println("the cancel was taken, more than 1000 times:", cancels > 1000)
}
