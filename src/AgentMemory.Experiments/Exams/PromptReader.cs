using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// The exact reader of just what a prompt held, its notes and its earlier games: what a memory learner could have scored with what it
/// put before the model. The difference to the exact reader of the whole transcript is storage; the rest is use.
/// </summary>
internal static class PromptReader
{
    /// <summary>Mean mark over the questions; null where the learner keeps nothing in a prompt, or nobody can read the task exactly.</summary>
    public static double? Mark(Sitting sitting, IReadOnlyList<IEpisode> questions, IReadOnlyList<Choice> choices)
    {
        if (sitting.Trial.Learner.Path != LearnerPath.Memory || sitting.Task.Task is not IDemonstrable task
            || choices.Any(choice => choice.Remembered is null))
        {
            return null;
        }

        // Most questions share one prompt; reading it once is enough.
        var readers = new Dictionary<Recollection, IDemonstrator>(ReferenceEqualityComparer.Instance);
        return questions.Zip(choices).Average(pair =>
        {
            var (question, choice) = pair;
            if (!readers.TryGetValue(choice.Remembered!, out var reader))
            {
                readers[choice.Remembered!] = reader = Read(sitting.Task.Task, task, choice.Remembered!);
            }

            return ((IRankedQuestion)question).Mark(reader.Rank(question));
        });
    }

    private static IDemonstrator Read(ITask task, IDemonstrable demonstrable, Recollection remembered)
    {
        var reader = demonstrable.Demonstrate();
        reader.Read(remembered.Notes);
        foreach (var episode in remembered.Episodes.Where(episode => episode.TaskId == task.Id))
        {
            ExactReading.Observe(reader, task, episode);
        }

        return reader;
    }
}
