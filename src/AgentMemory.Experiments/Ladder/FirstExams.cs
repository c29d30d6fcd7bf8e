using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Ladder;

/// <summary>
/// Takes an exam before any practice once for all learners of a ladder: with nothing learnt they all play from the documents alone, so that
/// the same questions in the same style get the same replies.
/// </summary>
public sealed class FirstExams
{
    private readonly Dictionary<(PromptStyle Style, string Task, ulong Seed), Examined> _taken = [];

    /// <summary>An examiner of one comparison, in one style.</summary>
    public IExaminer In(PromptStyle style, IExaminer inner) => new Remembering(this, style, inner);

    private sealed class Remembering(FirstExams exams, PromptStyle style, IExaminer inner) : IExaminer
    {
        public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation)
        {
            if (artifact is not null || trial.Tasks is not [var task])
            {
                return inner.Evaluate(trial, artifact, cancellation);
            }

            // What else an exam draws follows from this seed.
            var key = (style, task.Task.Id, trial.ExamSeed(task, 0));
            if (!exams._taken.TryGetValue(key, out var taken))
            {
                exams._taken[key] = taken = inner.Evaluate(trial, artifact, cancellation);
                return taken;
            }

            return taken with { Cost = Cost.None };
        }
    }
}
