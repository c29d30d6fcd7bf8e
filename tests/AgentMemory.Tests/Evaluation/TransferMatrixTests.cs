using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class TransferMatrixTests
{
    private const double Exact = 1e-12;

    // After each task, the scores on all three: a hand-made stream that forgets the first task and gets some of the third free.
    private static readonly TransferMatrix Matrix = new(
        [0.1, 0.1, 0.1],
        new[,] { { 0.9, 0.2, 0.1 }, { 0.6, 0.8, 0.3 }, { 0.5, 0.9, 0.7 } });

    [Fact]
    public void Accuracy_is_the_mean_of_the_last_row() => Assert.Equal(0.7, Matrix.Accuracy, Exact);

    [Fact]
    public void Backward_transfer_is_what_later_tasks_did_to_earlier_ones() =>
        Assert.Equal(((0.5 - 0.9) + (0.9 - 0.8)) / 2, Matrix.BackwardTransfer, Exact);

    [Fact]
    public void Forward_transfer_is_what_earlier_tasks_gave_to_later_ones() =>
        Assert.Equal(((0.2 - 0.1) + (0.3 - 0.1)) / 2, Matrix.ForwardTransfer, Exact);

    [Fact]
    public void Forgetting_is_the_best_earlier_score_less_the_last() =>
        Assert.Equal(((0.9 - 0.5) + (0.8 - 0.9)) / 2, Matrix.Forgetting, Exact);

    [Fact]
    public void Plasticity_and_stability_are_measured_against_the_start()
    {
        Assert.Equal((0.8 + 0.7 + 0.6) / 3, Matrix.PlasticityGain, Exact);
        Assert.Equal((0.4 + 0.8 + 0.6) / 3, Matrix.StabilityGain, Exact);
    }

    [Fact]
    public void A_single_task_transfers_nothing()
    {
        var single = new TransferMatrix([0.1], new[,] { { 0.5 } });
        Assert.Equal(0.5, single.Accuracy, Exact);
        Assert.True(double.IsNaN(single.BackwardTransfer) && double.IsNaN(single.ForwardTransfer));
        Assert.True(double.IsNaN(single.Forgetting));
    }

    [Fact]
    public void Gains_are_taken_over_the_memoryless_twin()
    {
        Assert.Equal(0.2, Gains.Generalisation([0.5, 0.7], [0.3, 0.5]), Exact);
    }
}
