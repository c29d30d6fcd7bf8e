using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

public sealed class ScheduleCancellationTests
{
    [Fact]
    public void Drawing_trials_stops_between_two_tasks()
    {
        using var stop = new CancellationTokenSource();
        var read = PlanFile.Parse("long", File.ReadAllText(RepositoryFiles.Path("eval", "plans", "long.yaml")), new LearnerDefaults(LearnerCatalogue.All));
        var plan = read with { Learners = [], Streams = [["button"], ["button?seed=2"], ["button?seed=3"]], Seeds = 1 };
        var made = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Schedule.Draw(plan, [], new OneFamily(new ButtonFamily(), Make), cancellation: stop.Token));
        Assert.Equal(2, made);

        ITask Make(string name)
        {
            if (++made == 2)
            {
                stop.Cancel();
            }

            return ButtonTask.Make(name);
        }
    }
}
