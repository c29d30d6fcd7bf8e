using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>One player at the exam of one task.</summary>
internal sealed record Sitting(Plan Plan, TimeProvider Time, Trial Trial, PlannedTask Task, IPlayer Player)
{
    /// <summary>What may be read at the exam.</summary>
    public IReadOnlyList<Document> Documents => Plan.DocumentsOf(Task.Task, atExam: true);

    /// <summary>Seed of an exam episode: the same in every block and for every learner.</summary>
    public ulong Seed(int index) => Trial.ExamSeed(Task, index);

    /// <summary>An episode of the exam.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="attempt">Another attempt meets the same episode and makes other choices.</param>
    public RolloutRequest Request(IEpisode start, ulong seed, int attempt = 0) => new()
    {
        Task = Task.Task,
        Start = start,
        Seed = seed,
        Draws = attempt == 0 ? seed : Rng.Mix(seed, (ulong)attempt),
        Documents = Documents,
        Temperature = attempt == 0 ? Plan.ExamTemperature : Plan.PracticeTemperature,
        Restricted = Plan.Restricted,
    };
}
