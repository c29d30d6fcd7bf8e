using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Cli.Models;

/// <summary>
/// Refuses questions from a user's file that no window of the run holds, before anything is run. What the families of the project ask is
/// short.
/// </summary>
internal static class QuestionFit
{
    // More than what a prompt puts around an episode and its reply.
    private const int FrameBytes = 64;

    /// <summary>Looks at every question that practice or an exam may ask.</summary>
    /// <param name="trials">All of the run's.</param>
    /// <param name="prompt">The renderer.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="contextTokens">The shortest window of the run's learners.</param>
    /// <exception cref="UserErrorException">A question with its reply is longer than the window.</exception>
    public static void Refuse(IEnumerable<Trial> trials, PlayPrompt prompt, ITokenizer tokenizer, int contextTokens)
    {
        var room = new PlayerLimits(contextTokens, 0).Room - prompt.ThoughtTokens(tokenizer);
        var tasks = trials.SelectMany(trial => trial.Tasks).Select(task => task.Task).Where(task => task.Kind == TaskKind.Field).Distinct();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (task, partition) in tasks.Select(task => (task, task.Partition.Value)))
        {
            foreach (var question in (partition?.PracticeQuestions ?? []).Concat(partition?.ExamQuestions ?? []).Where(q => seen.Add(q.View.Text)))
            {
                // No text has more tokens than bytes, and most questions are short: a file may hold tens of thousands.
                if (Encoding.UTF8.GetByteCount(question.View.Text) + ReplyBytes(question.View.Reply) + FrameBytes <= room)
                {
                    continue;
                }

                var tokens = tokenizer.Count(prompt.Begin([], question.View)) + ReplyTokens(question.View.Reply, tokenizer);
                if (tokens > room)
                {
                    throw new UserErrorException(
                        $"task {task.Id}: the question {partition!.KeyOf(question)} takes {tokens} tokens with its reply, and a window of {contextTokens} "
                        + $"holds {room}; shorten it, raise context_tokens in the plan, or take a model with a longer context");
                }
            }
        }
    }

    private static int ReplyBytes(ReplyForm form) => form is ReplyForm.OneOf listed
        ? listed.Replies.Max(Encoding.UTF8.GetByteCount)
        : ((ReplyForm.Written)form).TokensMax;

    private static int ReplyTokens(ReplyForm form, ITokenizer tokenizer) => form switch
    {
        ReplyForm.Written written => written.TokensMax,
        ReplyForm.OneOf listed => 2 + listed.Replies.Max(tokenizer.Count),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
