namespace AgentMemory.Weights;

/// <summary>A tensor that is trained, with its gradient and the two moments of Adam, all F32 of one shape.</summary>
/// <param name="Name">As in the file it is written to.</param>
/// <param name="Value">The weights.</param>
/// <param name="Gradient">Sum over the passes since the last step.</param>
/// <param name="First">Running mean of gradients.</param>
/// <param name="Second">Running mean of squared gradients.</param>
/// <param name="Decays">Whether weight decay pulls it to zero: matrices, not norms or biases.</param>
internal sealed record TrainedTensor(string Name, nint Value, nint Gradient, nint First, nint Second, bool Decays);
