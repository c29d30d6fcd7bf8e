using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Rooms;

/// <summary>Room 4: a learner and a round's experience become what it knows next. The only room where the paths differ.</summary>
public sealed class StudyRoom
{
    private readonly Plan _plan;
    private readonly Workshop _shop;

    public StudyRoom(Plan plan, Workshop shop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shop);
        (_plan, _shop) = (plan, shop);
    }

    /// <summary>Studies the experience of a round, on top of what the block's work has by now.</summary>
    public Learned Do(BlockWork work, PracticeRound round, RoundExperience experience, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(experience);
        var trial = work.Trial;
        var examined = new ExamQuestions(trial.Tasks, task => trial.ExamSample(task, _plan.Exam));
        var began = _shop.Time.GetTimestamp();
        var learned = trial.Learner.Study(
            new StudyRequest
            {
                Before = work.Artifact,
                Documents = trial.Tasks.ToDictionary(
                    task => task.Task.Id, task => _plan.DocumentsOf(task.Task, atExam: false), StringComparer.Ordinal),
                // Thoughts that no later prompt shows are kept by the ledger alone.
                Experience = _plan.KeepsThoughts ? experience.Episodes : [.. experience.Episodes.Select(episode => episode.WithoutThoughts())],
                Round = round,
                RoundNumber = work.RoundsDone,
                AsksExamQuestion = examined.OccurIn,
                Unlabelled = new UnlabelledInputs(trial.Tasks, examined.Ask).Draw,
                Folder = _shop.Artifacts.Empty(trial.Key, work.Block, work.RoundsDone),
                Rng = trial.Rng.Fork("study", work.Block).Fork("part", round.Generator),
            },
            cancellation);
        if (learned.Artifact is { } artifact)
        {
            _shop.Artifacts.OwnerOf(trial).Write(artifact.Folder);
        }

        return learned with { Cost = learned.Cost with { Seconds = _shop.Time.GetElapsedTime(began).TotalSeconds } };
    }
}
