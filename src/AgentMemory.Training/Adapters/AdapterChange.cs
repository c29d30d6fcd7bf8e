namespace AgentMemory.Training.Adapters;

/// <summary>What an adapter adds to one tensor.</summary>
/// <param name="Tensor">The linear layer's name.</param>
/// <param name="A">[inputs, rank].</param>
/// <param name="B">[rank, outputs].</param>
/// <param name="Rank">Of both.</param>
/// <param name="Scale">alpha / rank times the factor it is worn with.</param>
public sealed record AdapterChange(string Tensor, float[] A, float[] B, int Rank, float Scale)
{
    /// <summary>Adds scale * B A to a matrix [inputs, outputs], the inputs running fastest.</summary>
    public void AddTo(float[] matrix, long inputs, long outputs)
    {
        for (var o = 0; o < (int)outputs; o++)
        {
            var row = matrix.AsSpan(o * (int)inputs, (int)inputs);
            for (var r = 0; r < Rank; r++)
            {
                var factor = Scale * B[(o * Rank) + r];
                var a = A.AsSpan(r * (int)inputs, (int)inputs);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += factor * a[i];
                }
            }
        }
    }
}
