using AgentMemory.Core;
using AgentMemory.Testing;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

public sealed class ThreadChoiceTests
{
    private const long Small = ThreadChoice.WeightsMin - 1;
    private const long Large = ThreadChoice.WeightsMin;

    [Theory]
    [InlineData(Small, 8, 0.0, 1)]
    [InlineData(Large, 8, 0.0, 8)]
    [InlineData(Large, 8, 0.4, 8)]
    [InlineData(Large, 8, 0.9, 7)]
    [InlineData(Large, 8, 3.2, 5)]
    [InlineData(Large, 2, 1.0, 1)]
    [InlineData(Large, 2, 2.0, 1)]
    [InlineData(Large, 4, 64.0, 1)]
    public void Threads_follow_size_and_load(long weights, int cores, double busy, int threads) =>
        Assert.Equal(threads, ThreadChoice.Of(null, null, weights, cores, () => busy).Threads);

    [Fact]
    public void A_stated_number_is_taken_as_it_is_and_load_is_not_looked_at() =>
        Assert.Equal(3, ThreadChoice.Of(3, 2, Small, 8, () => throw new InvalidOperationException()).Threads);

    [Fact]
    public void A_run_that_goes_on_keeps_its_number_unless_this_machine_has_fewer_cores()
    {
        Assert.Equal(2, ThreadChoice.Of(null, 2, Large, 8, () => 7).Threads);
        Assert.Equal(4, ThreadChoice.Of(null, 6, Large, 4, () => 0).Threads);
    }

    [Fact]
    public void A_choice_says_how_many_and_why()
    {
        Assert.Equal(
            new ThreadChoice(1, "other processes keep 1 of 2 cores busy; --threads takes another number"),
            ThreadChoice.Of(null, null, Large, 2, () => 1));
        Assert.Equal(new ThreadChoice(2, "as asked for"), ThreadChoice.Of(2, null, Large, 2, () => 1));
    }

    [Fact]
    public void A_checkpoint_says_how_many_threads_it_was_trained_with()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(TrainingState.ThreadsOf(folder.File("none.gguf")));
        File.WriteAllText(folder.File("broken.gguf"), "GGUF");
        Assert.Throws<UserErrorException>(() => TrainingState.ThreadsOf(folder.File("broken.gguf")));
        using var trainers = new TorchTrainers();
        using var trainer = trainers.Open(RepositoryFiles.Path("models", "small.gguf"), new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = new BatchShape(1, 32, 32),
            Adapter = new AdapterShape { Rank = 1, Alpha = 1 },
            Threads = 2,
        });
        TrainingState.Save(folder.File("state.gguf"), trainer, "plan", new Dictionary<string, long>());
        Assert.Equal(2, TrainingState.ThreadsOf(folder.File("state.gguf")));
    }

    [Fact]
    public void The_tests_themselves_run_with_the_bound_on_spinning() =>
        Assert.Equal("3000", Environment.GetEnvironmentVariable("GOMP_SPINCOUNT"));

}
