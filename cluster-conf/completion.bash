# Completion of cluster-conf/submit, made by the application from its own commands. In bash:
#   source cluster-conf/completion.bash
# Zsh takes it after: autoload -U +X bashcompinit && bashcompinit
source <("$(dirname -- "${BASH_SOURCE[0]:-$0}")/submit" completion)
complete -F _complete_submit -o default cluster-conf/submit ./submit
